package import ProxyCore

/// Tells how a request would be routed, by the table that the workers use.
package protocol RouteExplainer: Sendable {
    /// The decision and what was rejected, for a host in canonical form and a canonical path.
    func explain(method: String, host: String, path: String, isTLS: Bool) async -> RouteExplanation
}
