package import ProxyModel

/// What is to be said of a service at one moment, and what is to be done next.
///
/// Contract: the endpoints are published before the step is done, since they leave out what the step takes away.
package struct ReconciliationPlan: Sendable, Equatable {
    /// What to do; nil = nothing at the moment.
    package var step: ReconciliationStep?
    /// What to tell; nil = nothing, the service is somebody else's.
    package var status: ServiceStatus?
    /// Where requests go; nil = none are to be on record.
    package var endpoints: ServiceEndpoints?
    /// When to look again, in milliseconds since 1970, if nothing happens before.
    package var lookAgainAt: Int64?
    /// Whether this engine has no part in the service.
    package var isForeign = false
    /// Whether the wish of a request to wake it was granted.
    package var grantsWake = false

    /// A plan to do nothing.
    package init() {}
}
