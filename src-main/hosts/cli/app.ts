/** The program as it names itself in the audit. */
export const APP = { name: 'orchestrator-cockpit', version: '0.1.0' } as const
