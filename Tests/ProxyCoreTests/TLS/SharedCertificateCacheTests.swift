import ProxyCore
import ProxyModel
import Reactor
import TestSupport
import Testing

@Suite struct SharedCertificateCacheTests {
    private let script = LoaderScript()
    private let outcomes = OutcomeQueue()

    @Test func `loads a name once for all who ask at the same time`() async {
        let cache = makeCache()
        for _ in 0..<5 { #expect(request("a", of: cache) == nil) }
        await script.calls(reach: 1)
        script.answer("a", .success(bundle("a", 1)))
        #expect(await outcomes.take(5).map(\.summary) == Array(repeating: "a loaded 1", count: 5))
        #expect(script.calls == ["a"])
    }

    @Test func `answers at once what it has loaded`() async {
        let cache = makeCache()
        _ = request("a", of: cache)
        await script.calls(reach: 1)
        script.answer("a", .success(bundle("a", 1)))
        _ = await outcomes.take(1)
        #expect(request("a", of: cache) == "a loaded 1")
    }

    @Test func `lets a slow name delay no other`() async {
        let cache = makeCache()
        _ = request("slow", of: cache)
        _ = request("fast", of: cache)
        await script.calls(reach: 2)
        script.answer("fast", .success(bundle("fast", 2)))
        #expect(await outcomes.take(1).map(\.summary) == ["fast loaded 2"])
        script.answer("slow", .success(bundle("slow", 1)))
        #expect(await outcomes.take(1).map(\.summary) == ["slow loaded 1"])
    }

    @Test func `remembers for a while what the store does not have`() async {
        let cache = makeCache(absenceLifetime: .seconds(3_600))
        _ = request("a", of: cache)
        await script.calls(reach: 1)
        script.answer("a", .success(nil))
        #expect(await outcomes.take(1).map(\.summary) == ["a absent"])
        #expect(request("a", of: cache) == "a absent")
        #expect(script.calls.count == 1)
    }

    @Test func `asks again when the memory of a failure has expired`() async {
        let cache = makeCache(failureLifetime: .zero)
        _ = request("a", of: cache)
        await script.calls(reach: 1)
        script.answer("a", .failure(LoaderScript.Failure()))
        #expect(await outcomes.take(1).map(\.summary) == ["a failed"])
        #expect(request("a", of: cache) == nil)
        await script.calls(reach: 2)
        script.answer("a", .success(bundle("a", 1)))
        #expect(await outcomes.take(1).map(\.summary) == ["a loaded 1"])
    }

    @Test func `gives up on a loader that does not answer`() async {
        let cache = makeCache(loadTimeout: .milliseconds(20), failureLifetime: .zero)
        _ = request("a", of: cache)
        #expect(await outcomes.take(1).map(\.summary) == ["a timed out"])
        // The late answer is nobody's, and the next request starts anew.
        await script.calls(reach: 1)
        script.answer("a", .success(bundle("a", 1)))
        let patient = makeCache()
        _ = request("a", of: patient)
        await script.calls(reach: 2)
        script.answer("a", .success(bundle("a", 2)))
        #expect(await outcomes.take(1).map(\.summary) == ["a loaded 2"])
    }

    @Test func `forgets a name that changed`() async {
        let cache = makeCache()
        _ = request("a", of: cache)
        await script.calls(reach: 1)
        script.answer("a", .success(bundle("a", 1)))
        _ = await outcomes.take(1)
        cache.invalidate("a")
        #expect(request("a", of: cache) == nil)
        await script.calls(reach: 2)
        script.answer("a", .success(bundle("a", 2)))
        #expect(await outcomes.take(1).map(\.summary) == ["a loaded 2"])
    }

    @Test func `loads again what changed while it was loaded`() async {
        let cache = makeCache()
        _ = request("a", of: cache)
        await script.calls(reach: 1)
        cache.invalidate("a")
        await script.calls(reach: 2)
        script.answer("a", .success(bundle("a", 1)))
        script.answer("a", .success(bundle("a", 2)))
        #expect(await outcomes.take(1).map(\.summary) == ["a loaded 2"])
        #expect(request("a", of: cache) == "a loaded 2")
    }

    @Test func `forgets everything when told so`() async {
        let cache = makeCache()
        _ = request("loaded", of: cache)
        await script.calls(reach: 1)
        script.answer("loaded", .success(bundle("loaded", 1)))
        _ = await outcomes.take(1)
        _ = request("loading", of: cache)
        await script.calls(reach: 2)
        cache.invalidateAll()
        await script.calls(reach: 3)
        #expect(request("loaded", of: cache) == nil)
        await script.calls(reach: 4)
        script.answer("loading", .success(bundle("loading", 1)))
        script.answer("loading", .success(bundle("loading", 2)))
        #expect(await outcomes.take(1).map(\.summary) == ["loading loaded 2"])
        script.answer("loaded", .success(bundle("loaded", 3)))
        #expect(await outcomes.take(1).map(\.summary) == ["loaded loaded 3"])
    }

    @Test func `keeps no more than its capacity`() async {
        let cache = makeCache(capacity: 1)
        for (name, mark) in [("a", UInt8(1)), ("b", 2)] {
            _ = request(name, of: cache)
            await script.calls(reach: Int(mark))
            script.answer(name, .success(bundle(name, mark)))
            _ = await outcomes.take(1)
        }
        #expect(request("b", of: cache) == "b loaded 2")
        #expect(request("a", of: cache) == nil)
        await script.calls(reach: 3)
        script.answer("a", .success(nil))
        _ = await outcomes.take(1)
    }

    @Test func `tells of what cannot serve and looks again when it has forgotten that`() async {
        let cache = makeCache(failureLifetime: .zero)
        _ = request("a", of: cache)
        await script.calls(reach: 1)
        script.answer("a", .success(CertificateBundle(name: "a", chainPEM: [1], keyPEM: [])))
        #expect(await outcomes.take(1).map(\.summary) == ["a unusable: no PEM block of a private key found"])
        #expect(cache.count == 0)
        #expect(request("a", of: cache) == nil)
        await script.calls(reach: 2)
        script.answer("a", .success(bundle("a", 1)))
        #expect(await outcomes.take(1).map(\.summary) == ["a loaded 1"])
        #expect(cache.count == 1)
    }

    @Test func `keeps equal issuers once`() async throws {
        let issuer = try TestCertificate.authority()
        let cache = makeCache()
        var issuers: [[[UInt8]]] = []
        for (call, name) in ["a.example", "b.example"].enumerated() {
            _ = request(name, of: cache)
            await script.calls(reach: call + 1)
            let made = try TestCertificate.make([name], issuer: issuer)
            script.answer(name, .success(CertificateBundle(name: name, chainPEM: made.chain, keyPEM: made.key)))
            _ = await outcomes.take(1)
            if case .loaded(let certificate)? = cache.request(name, completion: { _ in })?.result {
                issuers.append(certificate.issuers)
            }
        }
        #expect(issuers.map(\.count) == [1, 1])
        let places = issuers.map { unsafe $0.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } }
        #expect(Set(places).count == 1)
    }

    private func makeCache(
        capacity: Int = 10, loadTimeout: Duration = .seconds(600), absenceLifetime: Duration = .zero,
        failureLifetime: Duration = .zero
    ) -> SharedCertificateCache {
        let limits = CertificateCacheLimits(
            capacity: capacity, loadTimeout: loadTimeout, absenceLifetime: absenceLifetime,
            failureLifetime: failureLifetime)
        return SharedCertificateCache(limits: limits, loader: script.loader)
    }

    private func request(_ name: String, of cache: SharedCertificateCache) -> String? {
        cache.request(name) { [outcomes] in outcomes.put($0) }?.summary
    }

    private func bundle(_ name: String, _ mark: UInt8) -> CertificateBundle {
        CertificateBundle(name: name, chainPEM: [mark], keyPEM: [1])
    }
}
