// The dashboards that an org can look at: those that come with Bellhop and its own.
import type { DashboardSpec } from '../domain/dashboard.ts'

export type KnownDashboard = {
  spec: DashboardSpec
  text: string
  isOwn: boolean
  /** The person who wrote it, where that is known. */
  by?: string
  /** Why it cannot be shown any more: what was kept long ago may not fit what is taken now. */
  trouble?: string
}

export type Dashboards = {
  /** By name; one's own stands before one of that name that comes with Bellhop. */
  all(org: string): Promise<KnownDashboard[]>
}
