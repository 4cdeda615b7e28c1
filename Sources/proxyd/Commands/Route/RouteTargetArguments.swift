internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// The path of a route and where it ends.
struct RouteTargetArguments: ParsableArguments {
    @Argument(help: "What the path begins with.")
    var path: String

    @Argument(help: "port, service, hostname, url, redirect or fixed.")
    var targetType: String

    @Argument(help: "Port of this machine, service, host of another proxy, URL, location, or body.")
    var targetValue: String

    /// That the route leads nowhere yet, and what to do about it: a service may be registered after its routes.
    func remarks(_ client: ManagementClient) async -> [String] {
        guard targetType.lowercased() == "service",
            let services = try? await client.collect(ManagementCall("service.list-all")),
            !services.contains(where: { $0["service_name"]?.stringValue == targetValue.lowercased() })
        else { return [] }
        return [
            "there is no service '\(targetValue)': requests get 502 until proxyd service register \(targetValue) URL"
        ]
    }
}
