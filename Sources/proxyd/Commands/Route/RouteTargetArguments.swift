internal import ArgumentParser

/// The path of a route and where it ends.
struct RouteTargetArguments: ParsableArguments {
    @Argument(help: "What the path begins with.")
    var path: String

    @Argument(help: "port, service, hostname, url, redirect or fixed.")
    var targetType: String

    @Argument(help: "Port of this machine, service, host of another proxy, URL, location, or body.")
    var targetValue: String
}
