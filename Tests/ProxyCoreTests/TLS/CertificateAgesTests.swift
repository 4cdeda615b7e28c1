import Testing

@testable import ProxyCore

@Suite struct `The oldest certificate` {
    @Test func `is the first by time, then by name`() {
        var ages = CertificateAges(["b": 2, "c": 1, "a": 2])
        #expect(ages.oldest() == "c")
        ages.put("d", 1)
        #expect(ages.oldest() == "c")
        ages.put("bb", 1)
        #expect(ages.oldest() == "bb")
        ages.put("z", 0)
        #expect(ages.oldest() == "z")
    }

    @Test func `is another one once it is gone or made anew`() {
        var ages = CertificateAges(["a": 1, "b": 2, "c": 3])
        #expect(ages.oldest() == "a")
        ages.remove("a")
        #expect(ages.oldest() == "b")
        ages.put("b", 9)
        #expect(ages.oldest() == "c")
        ages.put("c", 3)
        #expect(ages.oldest() == "c")
    }

    @Test func `is not looked for again when it is renewed`() {
        var ages = CertificateAges(["a": 1, "b": 2])
        #expect(ages.oldest() == "a")
        ages.put("a", 1)
        #expect(ages.known == "a")
    }

    @Test func `is there with the first certificate and gone with the last`() {
        var ages = CertificateAges()
        #expect(ages.oldest() == nil)
        ages.put("a", 5)
        #expect(ages.oldest() == "a")
        #expect(ages.contains("a"))
        ages.remove("a")
        #expect(ages.oldest() == nil)
        #expect(!ages.contains("a"))
    }

    @Test func `is the same after any changes as when all are looked at`() {
        var generator = SystemRandomNumberGenerator()
        var ages = CertificateAges()
        var all: [String: Int64] = [:]
        for _ in 0..<2_000 {
            let name = String(Int.random(in: 0..<12, using: &generator))
            if Bool.random(using: &generator) {
                let age = Int64.random(in: 0..<4, using: &generator)
                all[name] = age
                ages.put(name, age)
            } else {
                all[name] = nil
                ages.remove(name)
            }
            if Bool.random(using: &generator) {
                #expect(ages.oldest() == all.min { ($0.value, $0.key) < ($1.value, $1.key) }?.key)
            }
        }
    }
}
