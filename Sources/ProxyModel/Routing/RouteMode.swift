/// Which routes apply to a proxy besides its own target.
package enum RouteMode: String, Sendable, CaseIterable {
    /// All but `disabledRoutes`.
    case all
    /// Only `enabledRoutes`.
    case selective
    case none
}
