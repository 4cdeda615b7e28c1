import ACME
import ProxyModel
import Testing

@Suite struct `Memory of refused names` {
    private let host = OnDemandHost(pattern: .any, rules: OnDemandTLS(), changedAt: 1)

    @Test func `forgets when the time is over`() {
        var names = RefusedNames()
        names.insert(.tooDeep, of: "a", host: host, until: 10)
        #expect(names.refusal(of: "a", host: host, now: 9) == .tooDeep)
        #expect(names.refusal(of: "b", host: host, now: 9) == nil)
        #expect(names.refusal(of: "a", host: host, now: 10) == nil)
    }

    @Test func `forgets when the host has changed`() {
        var (names, changed) = (RefusedNames(), host)
        names.insert(.tooDeep, of: "a", host: host, until: 10)
        changed.changedAt = 2
        #expect(names.refusal(of: "a", host: changed, now: 1) == nil)
    }

    @Test func `stays within its bounds, whatever comes`() {
        var names = RefusedNames(capacity: 100)
        for number in 0..<10_000 {
            names.insert(.unfit, of: "n\(number)", host: host, until: .max)
            names.insert(.unfit, of: "same", host: host, until: .max)
            #expect(names.count <= 100)
        }
        #expect(names.refusal(of: "n9999", host: host, now: 1) == .unfit)
        #expect(names.refusal(of: "same", host: host, now: 1) == .unfit)
        #expect(names.refusal(of: "n0", host: host, now: 1) == nil)
    }
}
