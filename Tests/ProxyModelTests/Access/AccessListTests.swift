import ProxyModel
import Testing

@Suite struct AccessListTests {
    private static let alice = AccessList.Person(
        subject: "github:1", username: "Alice", email: "alice@example.com", groups: ["staff", "ops"])

    private func list(
        users: [String]? = ["*"], emails: [String]? = nil, groups: [String]? = nil, global: [String] = []
    ) -> AccessList {
        var auth = ProxyAuthConfig(authProxy: "auth.test")
        auth.requiredUsers = users
        auth.requiredEmails = emails
        auth.requiredGroups = groups
        return AccessList(auth, global: global)
    }

    @Test func `an absent list of users is the global one`() {
        #expect(list(users: nil, global: ["alice"]).refusal(of: Self.alice) == nil)
        #expect(list(users: nil, global: ["*"]).refusal(of: Self.alice) == nil)
        #expect(list(users: nil, global: ["bob"]).refusal(of: Self.alice) == .user)
        #expect(list(users: nil, global: []).refusal(of: Self.alice) == .user)
    }

    @Test func `an empty list admits nobody`() {
        #expect(list(users: [], global: ["*"]).refusal(of: Self.alice) == .user)
        #expect(list(emails: []).refusal(of: Self.alice) == .email)
        #expect(list(groups: []).refusal(of: Self.alice) == .group)
    }

    @Test func `a star admits everybody`() {
        let nobody = AccessList.Person(subject: "c1", username: "c1")
        #expect(list(users: ["*"], emails: ["*"], groups: ["*"]).refusal(of: nobody) == nil)
    }

    @Test(
        arguments: [
            (["github"], "github:1", nil), (["local", "github"], "github:1", nil), (["local"], "github:1", .provider),
            ([], "github:1", .provider), (["git"], "github:1", .provider), (["github:1"], "github:1", .provider),
            (["https"], "https://client.test/metadata", .provider), (["c1"], "c1", .provider),
        ] as [([String], String, AccessList.Refusal?)])
    func `users come from the providers that are named`(
        _ providers: [String], _ subject: String, _ refusal: AccessList.Refusal?
    ) {
        var auth = ProxyAuthConfig(authProxy: "auth.test")
        auth.providers = providers
        let person = AccessList.Person(subject: subject, username: "alice")
        #expect(AccessList(auth, global: ["*"]).refusal(of: person) == refusal)
    }

    @Test(arguments: ["alice", "ALICE", "al*", "github:1", "alice@example.com", "*@example.com", "*@Example.*"])
    func `users are named by name, address or subject`(_ entry: String) {
        #expect(list(users: ["bob", entry]).refusal(of: Self.alice) == nil)
    }

    @Test(arguments: [
        "alic", "lice", "alice2", "github:", "github:11", "*@example.co", "example.com", "@example.com", "",
    ])
    func `nobody is let in by a part of a name or address`(_ entry: String) {
        #expect(list(users: [entry]).refusal(of: Self.alice) == .user)
    }

    @Test(arguments: [
        ("*@example.com", "eve@example.com.evil.test"), ("*@example.com", "eve@evil-example.com"),
        ("a@b.test", "a@b.test.evil"), ("*@b.test", "@b.testx"),
    ])
    func `addresses are compared from end to end`(_ entry: String, _ email: String) {
        let eve = AccessList.Person(subject: "oidc:1", username: "eve", email: email)
        #expect(list(emails: [entry]).refusal(of: eve) == .email)
    }

    @Test func `a name that looks like an address counts only where we gave the name`() {
        let eve = AccessList.Person(subject: "oidc:1", username: "boss@example.com")
        #expect(list(users: ["boss@example.com"]).refusal(of: eve) == .user)
        let boss = AccessList.Person(subject: "local:boss@example.com", username: "boss@example.com")
        #expect(list(users: ["boss@example.com"]).refusal(of: boss) == nil)
    }

    @Test func `a name that its owner may have chosen at another provider admits nobody`() {
        let other = AccessList.Person(subject: "work:77", username: "alice", email: "alice@work.test")
        for entry in ["alice", "al*", "*e"] { #expect(list(users: [entry]).refusal(of: other) == .user) }
        for entry in ["work:77", "alice@work.test", "*@work.test", "*"] {
            #expect(list(users: [entry]).refusal(of: other) == nil)
        }
        for subject in ["local:alice", "github:5", "alice"] {
            let person = AccessList.Person(subject: subject, username: "alice")
            #expect(list(users: ["alice"]).refusal(of: person) == nil)
        }
    }

    @Test func `a name that looks like a subject is none`() {
        let eve = AccessList.Person(subject: "oidc:1", username: "github:1")
        #expect(list(users: ["github:1", "github:*"]).refusal(of: eve) == .user)
    }

    @Test func `all lists have to admit the person`() {
        #expect(list(users: ["alice"], emails: ["*@other.test"]).refusal(of: Self.alice) == .email)
        #expect(list(users: ["alice"], emails: ["*@example.com"], groups: ["admins"]).refusal(of: Self.alice) == .group)
        #expect(list(users: ["alice"], emails: ["*@example.com"], groups: ["ops"]).refusal(of: Self.alice) == nil)
    }

    @Test func `a glob of many stars ends soon`() {
        let person = AccessList.Person(subject: "s", username: String(repeating: "a", count: 4096))
        #expect(list(users: [String(repeating: "*a", count: 100) + "b"]).refusal(of: person) == .user)
    }
}
