internal import ProxyModel

/// Which routes apply to a proxy, as JSON and as the body that changes it.
enum ProxyRoutesView {
    static let answer = OperationAnswer.object(
        "ProxyRoutes",
        [
            "route_mode": ValueSchema<RouteMode>.choice.definition, "enabled_routes": JSONSchema.texts,
            "disabled_routes": JSONSchema.texts,
            "applicable_routes": ["type": "array", "items": Route.schema.definition(.response)],
        ])

    static func json(_ proxy: ProxyTarget, _ snapshot: ConfigurationSnapshot, for caller: Caller) -> JSONObject {
        let routes = snapshot.routes.values.map(\.value)
            .filter { applies($0, to: proxy) && (caller.owns($0.owner) || $0.scope == .global) }
            .sorted(by: RouteView.precedes)
        return [
            "route_mode": .string(proxy.routeMode.rawValue), "enabled_routes": .texts(proxy.enabledRoutes),
            "disabled_routes": .texts(proxy.disabledRoutes),
            "applicable_routes": .array(routes.map { .object(RouteView.json($0)) }),
        ]
    }

    private static func applies(_ route: Route, to proxy: ProxyTarget) -> Bool {
        guard route.enabled else { return false }
        if route.scope == .proxy, !route.proxyHostnames.contains(proxy.hostname.description) { return false }
        return switch proxy.routeMode {
        case .all: !proxy.disabledRoutes.contains(route.id)
        case .selective: proxy.enabledRoutes.contains(route.id)
        case .none: false
        }
    }
}

/// The body that decides which routes apply to a proxy.
struct ProxyRoutesChange: Sendable {
    var mode = RouteMode.all
    var enabled: [String] = []
    var disabled: [String] = []

    static let schema = ObjectSchema<ProxyRoutesChange>(
        "ProxyRoutes", blank: { ProxyRoutesChange() },
        fields: [
            Field("route_mode", .required, \.mode, .choice, "all but disabled_routes, selective, or none."),
            Field(
                "enabled_routes", \.enabled, .list(.line(1...128)), default: [], "Routes that apply in mode selective."),
            Field(
                "disabled_routes", \.disabled, .list(.line(1...128)), default: [],
                "Routes that do not apply in mode all."),
        ])
}
