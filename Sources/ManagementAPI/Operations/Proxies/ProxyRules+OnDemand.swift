internal import ProxyModel

extension ProxyRules {
    /// Throws a 422 for leave to obtain certificates at handshakes that nothing permits any name of, or a 403 when a token
    /// would permit names to itself.
    static func checkOnDemand(
        _ proxy: ProxyTarget, _ settings: ManagementSettings, _ caller: Caller
    ) throws(Problem) {
        guard let rules = proxy.onDemandTLS, !settings.permitsOnDemand else { return }
        guard caller.isAdmin else {
            throw Problem(
                .forbidden,
                "on_demand_tls is for ADMIN_TOKEN alone until ON_DEMAND_PERMISSION_URL or ON_DEMAND_NAMES permits names"
            )
        }
        guard rules.names.isEmpty else { return }
        throw Problem(
            SchemaProblem([
                SchemaIssue(
                    pointer: "/on_demand_tls/names",
                    detail: "is required: neither ON_DEMAND_PERMISSION_URL nor ON_DEMAND_NAMES permits any name")
            ]))
    }
}
