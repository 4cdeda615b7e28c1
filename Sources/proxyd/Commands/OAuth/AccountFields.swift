internal import ArgumentParser
internal import ProxyModel

/// What can be said of an account when it is made, and changed later.
struct AccountFields: ParsableArguments {
    @Flag(help: "Read the password from standard input: its first line.")
    var passwordStdin = false

    @Option(help: "E-mail address; empty for none.")
    var email: String?

    @Option(help: "Name for people; empty for none.")
    var displayName: String?

    @Option(help: "Groups, with commas.")
    var groups: String?

    /// Adds what was given to a body; throws `CommandFailure` when there is no password to be read.
    ///
    /// A dry run reads no password: `(password)` stands for it.
    func add(to body: inout JSONObject, dryRun: Bool) throws(CommandFailure) {
        if passwordStdin { body.append("password", .string(dryRun ? "(password)" : try PasswordInput.read())) }
        if let email { body.append("email", email.isEmpty ? .null : .string(email)) }
        if let displayName { body.append("display_name", displayName.isEmpty ? .null : .string(displayName)) }
        if let groups { body.append("groups", .list(groups)) }
    }
}
