internal import ProxyModel

/// An account to be made; it does not print its password.
package struct NewUser: Sendable, CustomStringConvertible, CustomReflectable {
    /// What is typed at sign-in.
    package var name = ""
    /// In the clear, until it is hashed.
    package var password = ""
    /// Compared by allowlists.
    package var email: String?
    /// Name for people.
    package var displayName: String?
    /// Compared by allowlists.
    package var groups: [String] = []

    package var description: String { "NewUser(\(name))" }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }

    /// The fields of a request that makes an account.
    static let schema = ObjectSchema<NewUser>(
        "NewUser", blank: { NewUser() },
        fields: [
            Field("name", .required, \.name, .userName, "What is typed at sign-in."),
            Field("password", .required, \.password, .text(1...1024), "The password; only its hash is kept."),
            Field("email", \.email, .optional(.email), default: nil, "E-mail address; allowlists compare it."),
            Field("display_name", \.displayName, .optional(.line(1...128)), default: nil, "Name for people."),
            Field("groups", \.groups, .groups, default: [], "Groups; allowlists compare them."),
        ])
}
