extension ToolRule {
    /// The fields of a rule about tools.
    package static let schema = ObjectSchema<ToolRule>(
        "ToolRule", blank: { ToolRule(tools: []) },
        fields: [
            Field(
                "users", \.users, .optional(.list(.line(1...1024))), default: nil,
                "Users, e-mail addresses or subjects, or globs; null = everybody who signed in."),
            Field(
                "emails", \.emails, .optional(.list(.line(1...1024))), default: nil,
                "E-mail addresses or globs; null = all."),
            Field(
                "groups", \.groups, .optional(.list(.line(1...1024))), default: nil, "Groups of which one is needed."),
            Field(
                "scopes", \.scopes, .optional(.list(.line(1...256))), default: nil, "Scopes of which one is needed."),
            Field(
                "tools", .required, \.tools,
                ValueSchema<[String]>.list(.line(1...256), limit: 200).refined {
                    $0.isEmpty ? "name at least one tool; * stands for all" : nil
                }, "Names of tools, or globs."),
            Field(
                "actions", \.actions,
                ValueSchema<[Action]>.list(.choice, limit: 2).refined {
                    $0.isEmpty ? "name list, call or both" : nil
                }, default: [.list, .call], "What the rule is about: seeing the tools, calling them, or both."),
            Field("effect", \.effect, .choice, default: .allow, "Whether that is allowed or denied."),
            Field(
                "arguments", \.arguments, .list(.object(ArgumentConstraint.schema), limit: 100), default: [],
                "What the arguments of a call have to be, all of it; a call that is not so is denied."),
        ],
        rules: { rule in
            guard !rule.arguments.isEmpty else { return [] }
            if rule.effect == .deny {
                return [SchemaIssue(pointer: "/arguments", detail: "say what is allowed: a rule that denies has none")]
            }
            guard rule.actions.contains(.call) else {
                return [SchemaIssue(pointer: "/arguments", detail: "have a meaning only with the action call")]
            }
            return []
        })
}

extension ArgumentConstraint {
    /// The fields of a constraint.
    package static let schema = ObjectSchema<ArgumentConstraint>(
        "ArgumentConstraint", blank: { ArgumentConstraint(path: "") },
        fields: [
            Field(
                "path", .required, \.path,
                ValueSchema<String>.line(1...1024).refined {
                    isPointer($0) ? nil : "is not a JSON Pointer (RFC 6901) such as /amount"
                }, "Which argument, as a JSON Pointer."),
            Field("equals", \.equals, .optional(.scalar), default: nil, "The argument is this value."),
            Field(
                "one_of", \.oneOf,
                .optional(.list(.scalar, limit: 1000)), default: nil, "The argument is one of these values."),
            Field(
                "glob", \.glob, .optional(.line(0...256)), default: nil,
                "The argument is a text like this; * stands for any run of characters."),
            Field(
                "minimum", \.minimum, .optional(.number(-1e300...1e300)), default: nil,
                "The argument is a number, and not below this."),
            Field(
                "maximum", \.maximum, .optional(.number(-1e300...1e300)), default: nil,
                "The argument is a number, and not above this."),
            Field("optional", \.isOptional, .flag, default: false, "Whether the argument may be missing."),
        ],
        rules: { constraint in
            let conditions = [
                constraint.equals != nil, constraint.oneOf != nil, constraint.glob != nil,
                constraint.minimum != nil || constraint.maximum != nil,
            ]
            guard conditions.count(where: { $0 }) == 1 else {
                return [SchemaIssue(detail: "needs one of equals, one_of, glob, or minimum and maximum")]
            }
            if let minimum = constraint.minimum, let maximum = constraint.maximum, minimum > maximum {
                return [SchemaIssue(pointer: "/minimum", detail: "is above maximum")]
            }
            return []
        })
}

extension ValueSchema where Value == JSONValue {
    /// A text, a number or a boolean.
    static var scalar: ValueSchema {
        ValueSchema(
            ["type": ["string", "number", "boolean"]],
            decode: { (json, _) throws(SchemaProblem) in
                switch json {
                case .string(let text):
                    guard text.utf8.count <= 4096 else { throw SchemaProblem("at most 4096 bytes are allowed") }
                    return json
                case .integer, .number, .bool: return json
                default: throw .expected("a string, a number or a boolean", json)
                }
            }, encode: { value, _ in value })
    }
}
