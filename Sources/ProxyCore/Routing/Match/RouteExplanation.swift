/// How a request would be routed, in words.
package struct RouteExplanation: Sendable, Equatable {
    /// A route that was not taken.
    package struct Rejection: Sendable, Equatable {
        /// The route's identifier.
        package let routeID: String
        /// What it compares paths with.
        package let pathPattern: String
        /// The higher is asked first.
        package let priority: Int
        /// Why it was not taken, in words.
        package let reason: String
    }

    /// The pattern of the proxy that serves the host; nil when none does.
    package let hostPattern: String?
    /// The route that wins; nil when the proxy's own target is used or nothing is.
    package let routeID: String?
    /// Where the request ends, or why it ends nowhere.
    package let target: String
    /// Whether the host is guarded, by whom, and whether the route lets the request pass it by.
    package let guardState: String
    /// The other routes of this host and of all hosts, the best first.
    package let rejected: [Rejection]
}

extension RouteExplanation {
    /// The explanation of a node whose workers have not started.
    package static let notServing = RouteExplanation(
        hostPattern: nil, routeID: nil, target: "nowhere: the node is not serving yet", guardState: "", rejected: [])

    /// The explanation for a path that no request gets as far with.
    static let refusedPath = RouteExplanation(
        hostPattern: nil, routeID: nil, target: "nowhere: a request with this path is refused", guardState: "none",
        rejected: [])
}
