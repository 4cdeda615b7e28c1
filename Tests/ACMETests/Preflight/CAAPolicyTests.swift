import Testing

@testable import ACME

@Suite struct `Who may issue by CAA` {
    private func refusal(
        _ records: [String], domains: [String] = ["ca.example"], account: String? = "https://ca.example/1",
        method: String = "http-01", wildcard: Bool = false
    ) -> CAAPolicy.Refusal? {
        let properties = records.map { record in
            let parts = record.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            return CAAPolicy.Property(isCritical: parts[0] == "128", tag: parts[1], value: parts[2])
        }
        return CAAPolicy(properties: properties).refusal(
            for: .init(domains: domains, accountURL: account, challengeType: method, isWildcard: wildcard))
    }

    @Test(arguments: [
        ["0 issue ca.example"], ["0 issue other.example", "0 issue CA.Example"], ["0 iodef mailto:x@example.com"],
        ["0 issue ca.example; policy=ev"], ["0 issuewild ;"],
        ["0 issue  ca.example ; accounturi=https://ca.example/1 "],
        ["0 issue ca.example; validationmethods=dns-01,http-01"], ["128 issue ca.example"], ["0 tbs unknown"],
        ["0 issue ca.example;accounturi=https://ca.example/2", "0 issue ca.example;accounturi=https://ca.example/1"],
    ])
    func `allows`(_ records: [String]) {
        #expect(refusal(records) == nil)
    }

    @Test(
        arguments: [
            (["0 issue ;"], .nobody), (["0 issue other.example"], .others(["other.example"])),
            (["128 tbs x", "0 issue ca.example"], .unknownCritical("tbs")),
            (["0 issue ca.example; accounturi=https://ca.example/2"], .account),
            (["0 issue ca.example; validationmethods=dns-01"], .method(["dns-01"])),
            (["0 issue other.example", "0 issue ;"], .others(["other.example"])),
            (["0 issue sub.ca.example"], .others(["sub.ca.example"])),
        ] as [([String], CAAPolicy.Refusal)])
    func `refuses`(_ records: [String], _ expected: CAAPolicy.Refusal) {
        #expect(refusal(records) == expected)
    }

    @Test func `wildcards follow issuewild where it is`() {
        #expect(refusal(["0 issue ca.example", "0 issuewild ;"], wildcard: true) == .nobody)
        #expect(refusal(["0 issue ;", "0 issuewild ca.example"], wildcard: true) == nil)
        #expect(refusal(["0 issue ;", "0 issuewild ca.example"]) == .nobody)
        #expect(refusal(["0 issue ca.example"], wildcard: true) == nil)
    }

    @Test func `what is not known is not held against anybody`() {
        #expect(refusal(["0 issue other.example"], domains: []) == nil)
        #expect(refusal(["0 issue ;"], domains: []) == .nobody)
        #expect(refusal(["0 issue ca.example; accounturi=https://ca.example/2"], account: nil) == nil)
    }
}
