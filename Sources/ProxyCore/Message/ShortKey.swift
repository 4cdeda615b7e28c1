/// Words that stand for short strings, so that a comparison is one or two integer compares.
///
/// With a literal argument the optimiser folds the word to a constant.
enum ShortKey {
    /// The bytes of a string of at most eight bytes as one word; unique among strings of the same length.
    @inline(__always)
    static func word(_ source: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let raw = unsafe UnsafeRawPointer(source)
        switch count {
        case 8:
            return unsafe raw.loadUnaligned(as: UInt64.self)
        case 4...7:
            // Two loads that overlap never read past the end.
            let head = unsafe UInt64(raw.loadUnaligned(as: UInt32.self))
            let tail = unsafe UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            return head | tail &<< 32
        case 2, 3:
            let head = unsafe UInt64(raw.loadUnaligned(as: UInt16.self))
            let tail = unsafe UInt64(source[count &- 1])
            return head | tail &<< 32
        case 1:
            return unsafe UInt64(source[0])
        default:
            return 0
        }
    }

    /// The word of a literal of at most eight bytes.
    @inline(__always)
    static func word(_ literal: StaticString) -> UInt64 {
        unsafe Self.word(literal.utf8Start, literal.utf8CodeUnitCount)
    }

    /// Sets the bit that tells small from capital letters in every byte of a word.
    @inline(__always)
    static func lowered(_ word: UInt64) -> UInt64 { word | 0x2020_2020_2020_2020 }
}
