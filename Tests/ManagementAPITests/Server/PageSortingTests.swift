import Testing

@testable import ManagementAPI

@Suite struct `A page of a long list` {
    @Test(arguments: [0, 1, 50, 1_000, 4_000])
    func `has what the sorted list has there`(count: Int) {
        let names = (0..<count).map { _ in String(Int.random(in: 0..<max(count, 1)), radix: 36) }
        let sorted = names.sorted()
        for _ in 0..<40 {
            let start = Int.random(in: 0...count)
            let range = start..<min(start + Int.random(in: 0...120), count)
            #expect(names.sorted(at: range) == Array(sorted[range]))
        }
        #expect(names.sorted(at: 0..<count) == sorted)
    }

    @Test func `is found among equal elements`() {
        let names = Array(repeating: "b", count: 900) + ["a", "c"] + Array(repeating: "b", count: 900)
        #expect(names.sorted(at: 0..<2) == ["a", "b"])
        #expect(names.sorted(at: 700..<750) == Array(repeating: "b", count: 50))
        #expect(names.sorted(at: 1_800..<1_802) == ["b", "c"])
    }
}
