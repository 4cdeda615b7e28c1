internal import ArgumentParser
internal import ProxyModel

/// What is optional when a route is made, in the order of the recipes.
struct RouteRuleArguments: ParsableArguments {
    @Argument(help: "0 to 999, the higher wins.")
    var priority: Int64?

    @Argument(help: "Methods with commas; ALL or * is all.")
    var methods: String?

    @Argument(help: "true when the path is a regular expression.")
    var isRegex: String?

    @Argument(help: "For people.")
    var description: String?

    @Flag(help: "Match the path exactly instead of as a prefix.")
    var exact = false

    @Flag(help: "Leave the path out of the guard of its host.")
    var unguarded = false

    @OptionGroup var others: BodyFields

    /// The body of the request without the scope; throws `CommandFailure`.
    func body(_ target: RouteTargetArguments, defaultPriority: Int64) throws(CommandFailure) -> JSONObject {
        var body = JSONObject()
        body.append("path_pattern", .string(target.path))
        body.append("target_type", .string(target.targetType))
        body.append("target_value", .string(target.targetValue))
        body.append("priority", .integer(priority ?? defaultPriority))
        if let methods, methods != "*", methods.uppercased() != "ALL" { body.append("methods", .list(methods)) }
        if try Choice.parse(isRegex, default: false, for: "is-regex") { body.append("match", "regex") }
        if exact { body["match"] = "exact" }
        if let description { body.append("description", .string(description)) }
        if unguarded { body.append("auth", "none") }
        try others.add(to: &body)
        return body
    }
}
