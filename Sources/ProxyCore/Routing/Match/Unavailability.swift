/// Why a request has nowhere to go although a host or a route was found for it.
package enum Unavailability: Sendable, Equatable, CustomStringConvertible {
    /// The route names a service that is not registered.
    case unknownService
    /// The service does not take traffic from routes.
    case serviceClosed
    /// The route names a host that no proxy serves.
    case unknownHost
    /// The proxy that the route names is disabled.
    case hostDisabled
    /// The proxy (of the request, or the one that the route names) has no target of its own.
    case noTarget
    /// A regular expression that could have won ran into its limits; skipping it could pass by a rule that denies.
    case regexLimit

    package var description: String {
        switch self {
        case .unknownService: "the service is not registered"
        case .serviceClosed: "the service takes no traffic from routes"
        case .unknownHost: "no proxy serves that host"
        case .hostDisabled: "the proxy of that host is disabled"
        case .noTarget: "the proxy has no target of its own"
        case .regexLimit: "a regular expression ran into its limits"
        }
    }
}
