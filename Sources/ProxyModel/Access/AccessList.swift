/// Who may use a guarded host: one rule at sign-in and at every request.
///
/// A list that is absent asks for nothing, but for the users', which then is the global one; `[]` admits nobody, `["*"]`
/// everybody. All lists that are there have to admit the person.
package struct AccessList: Sendable, Equatable {
    /// What is known of somebody who wants in.
    package struct Person: Sendable, Equatable {
        /// The claim `sub`.
        package var subject: String
        /// What is typed at sign-in; for a client that acts for itself, its identifier.
        package var username: String
        /// Verified by the identity provider.
        package var email: String?
        /// As the identity provider names them.
        package var groups: [String]

        /// Makes a person.
        package init(subject: String, username: String, email: String? = nil, groups: [String] = []) {
            self.subject = subject
            self.username = username
            self.email = email
            self.groups = groups
        }
    }

    /// Which list does not admit somebody; the raw value is fit for logs and pages.
    package enum Refusal: String, Sendable, Equatable {
        case user = "the user is not on the list of users"
        case email = "the e-mail address is not on the list of addresses"
        case group = "the user is in none of the groups"
        case provider = "the user did not sign in in one of the ways that count"
    }

    /// User names, e-mail addresses and subjects; names and addresses may be globs.
    ///
    /// A name means the account of this server or of the provider `github`, whose names are nobody else's; what other
    /// providers call their people is no proof of who they are, so they are on a list by subject or address.
    package var users: [String]
    /// Addresses or globs; nil asks for none.
    package var emails: [String]?
    /// Of which one is needed; nil asks for none.
    package var groups: [String]?
    /// Names of identity providers, `local` among them.
    package var providers: [String]?

    /// The list of a guard; `global` counts for guards without users of their own.
    package init(_ auth: ProxyAuthConfig, global: [String]) {
        self.users = auth.requiredUsers ?? global
        self.emails = auth.requiredEmails
        self.groups = auth.requiredGroups
        self.providers = auth.providers
    }

    /// Lists of their own; nil asks for nothing.
    package init(users: [String]?, emails: [String]?, groups: [String]?) {
        self.users = users ?? ["*"]
        self.emails = emails
        self.groups = groups
    }

    /// Why somebody is not let in; nil when every list admits them.
    package func refusal(of person: Person) -> Refusal? {
        if let providers {
            guard providers.contains(where: { Self.provider($0, gave: person.subject) }) else { return .provider }
        }
        guard users.contains(where: { Self.user($0, admits: person) }) else { return .user }
        if let emails {
            guard emails.contains(where: { Self.email($0, admits: person) }) else { return .email }
        }
        if let groups {
            guard groups.contains(where: { $0 == "*" || person.groups.contains($0) }) else { return .group }
        }
        return nil
    }

    /// Whether a subject is one of a provider's; a client that acts for itself, whose identifier may be an address, is
    /// nobody's.
    private static func provider(_ name: String, gave subject: String) -> Bool {
        let rest = subject.utf8.dropFirst(name.utf8.count)
        return subject.utf8.starts(with: name.utf8) && rest.first == UInt8(ascii: ":")
            && !rest.dropFirst().starts(with: "//".utf8)
    }

    private static func user(_ entry: String, admits person: Person) -> Bool {
        if entry == "*" || entry == person.subject { return true }
        // What reads like a subject must not be met by a name that somebody chose.
        guard !entry.utf8.contains(UInt8(ascii: ":")) else { return false }
        guard entry.utf8.contains(UInt8(ascii: "@")) else {
            return hasProperName(person) && matches(entry, person.username)
        }
        // A name that looks like an address is no proof of it, unless it is we who gave the name.
        return email(entry, admits: person)
            || person.subject.hasPrefix("local:") && matches(entry, person.username)
    }

    /// Whether the name is one that nobody else can have; a client that acts for itself has no provider.
    private static func hasProperName(_ person: Person) -> Bool {
        guard let colon = person.subject.utf8.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let provider = person.subject[..<colon]
        return provider == "local" || provider == "github"
    }

    private static func email(_ entry: String, admits person: Person) -> Bool {
        if entry == "*" { return true }
        guard let email = person.email else { return false }
        return matches(entry, email)
    }

    /// Whether a text is the entry, small and capital letters alike, where `*` stands for any run of characters.
    private static func matches(_ entry: String, _ text: String) -> Bool {
        Glob.matches(entry.lowercased().utf8, text.lowercased().utf8)
    }
}
