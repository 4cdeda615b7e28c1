/// Comparison of ASCII without regard to case.
enum CaseFolding {
    @inline(__always)
    static func equal(_ first: UnsafePointer<UInt8>, _ second: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var index = 0
        while index < count {
            let (left, right) = unsafe (first[index], second[index])
            if left != right && left.asciiLowercased != right.asciiLowercased { return false }
            index &+= 1
        }
        return true
    }

    /// Whether `count` bytes at `source` spell `literal`, which is in small letters.
    @inline(__always)
    static func equal(_ source: UnsafePointer<UInt8>, _ count: Int, _ literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        return unsafe Self.equal(source, literal.utf8Start, count)
    }
}
