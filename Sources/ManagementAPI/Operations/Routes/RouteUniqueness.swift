internal import ProxyModel

/// What no two routes share.
struct RouteUniqueness: Hashable {
    private let pathPattern: String
    private let priority: Int
    private let methods: [String]?
    private let scope: Route.Scope
    private let hosts: Set<String>

    init(_ route: Route) {
        pathPattern = route.pathPattern
        priority = route.priority
        methods = route.methods
        scope = route.scope
        hosts = Set(route.proxyHostnames)
    }
}
