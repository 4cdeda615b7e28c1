internal import ProxyModel

/// What is to be changed of an account; it does not print its password.
package struct UserChange: Sendable, CustomStringConvertible, CustomReflectable {
    /// In the clear; nil = stays.
    package var password: String?
    /// Empty = none any more.
    package var email: String?
    /// Empty = none any more.
    package var displayName: String?
    /// All of them; nil = stay.
    package var groups: [String]?
    /// Whether the account cannot sign in; nil = stays.
    package var isDisabled: Bool?

    package var description: String { "UserChange" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }

    /// The fields of a request that changes an account; `null` removes.
    static let schema = ObjectSchema<UserChange>(
        "UserChange", blank: { UserChange() },
        fields: [
            Field(
                "password", \.password, .optional(.text(1...1024)), default: nil,
                "The new password; it ends every session and token."),
            Field("email", \.email, .removable(.email), default: nil, "E-mail address."),
            Field("display_name", \.displayName, .removable(.line(1...128)), default: nil, "Name for people."),
            Field("groups", \.groups, .optional(.groups), default: nil, "Groups."),
            Field(
                "disabled", \.isDisabled, .optional(.flag), default: nil,
                "Whether the account cannot sign in; it ends every session and token."),
        ])
}

extension ValueSchema where Value == String? {
    /// Such a text; `null` becomes the empty one, so that it differs from a field that is not given.
    fileprivate static func removable(_ schema: ValueSchema<String>) -> ValueSchema {
        let optional = ValueSchema<String?>.optional(schema)
        return ValueSchema(
            optional.definition,
            decode: { (json, form) throws(SchemaProblem) in try optional.decode(json, form) ?? "" },
            encode: { value, form in optional.encode(value == "" ? nil : value, form) })
    }
}
