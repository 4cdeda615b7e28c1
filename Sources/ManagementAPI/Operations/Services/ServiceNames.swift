internal import DockerControl
internal import ProxyModel

/// What a name must keep to before a service of any kind gets it.
enum ServiceNames {
    /// What is wrong with a name that stands for what labels of containers say; nil for another one.
    static func issue(_ name: String) -> SchemaIssue? {
        guard name.hasPrefix(LabelPlan.mark) else { return nil }
        return SchemaIssue(
            pointer: "/service_name",
            detail: "names that begin with '\(LabelPlan.mark)' are those of containers' labels")
    }

    /// Throws a 422 for a name that no service has, and a 409 for one to which somebody else still sends requests.
    ///
    /// A proxy or a route outlives the service that it names: whoever had the name next would be given its requests.
    static func check(_ name: String, _ snapshot: ConfigurationSnapshot, _ caller: Caller) throws(Problem) {
        if let issue = issue(name) { throw Problem(SchemaProblem([issue])) }
        guard !caller.isAdmin else { return }
        let isProxied = snapshot.proxies.values.contains { stored in
            stored.value.traffic?.value.service == name && !caller.owns(stored.value.owner)
        }
        let isRouted = snapshot.routes.values.contains { stored in
            stored.value.target == .service(name) && !caller.owns(stored.value.owner)
        }
        guard !isProxied, !isRouted else {
            throw Problem(
                .conflict,
                "a proxy or a route of another owner leads to the name '\(name)'; until it is gone only ADMIN_TOKEN may give it to a service"
            )
        }
    }
}
