internal import ProxyModel

extension ProxyRules {
    /// Throws a 422 for leave to obtain certificates at handshakes that nothing permits any name of.
    static func checkOnDemand(_ proxy: ProxyTarget, _ settings: ManagementSettings) throws(Problem) {
        guard let rules = proxy.onDemandTLS, rules.names.isEmpty, !settings.permitsOnDemand else { return }
        throw Problem(
            SchemaProblem([
                SchemaIssue(
                    pointer: "/on_demand_tls/names",
                    detail: "is required: neither ON_DEMAND_PERMISSION_URL nor ON_DEMAND_NAMES permits any name")
            ]))
    }
}
