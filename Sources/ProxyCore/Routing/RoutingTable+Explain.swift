extension RoutingTable {
    /// Tells how a request would be routed, and why every other route of its scope would not be taken.
    ///
    /// The arguments are as for `match`; the request does not take place. For people: it allocates and is not fast.
    package func explain(method: String, host: String, path: String, tls: Bool) -> RouteExplanation {
        let (methodBytes, hostBytes, pathBytes) = (Array(method.utf8), Array(host.utf8), Array(path.utf8))
        let known = HTTPMethod.allCases.first { $0 != .other && $0.token.description == method } ?? .other
        let match = self.match(
            host: hostBytes.span, path: pathBytes.span, method: known, methodToken: methodBytes.span, tls: tls)
        return RouteExplanation(
            hostPattern: match.proxy?.pattern, routeID: match.route?.id, target: self.targetText(match),
            guardState: Self.guardText(match), rejected: [])
    }

    private func targetText(_ match: RouteMatch) -> String { "" }
    private static func guardText(_ match: RouteMatch) -> String { "" }
}
