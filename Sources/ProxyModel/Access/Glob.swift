/// Patterns where `*` stands for any run of bytes; everything else stands for itself.
package enum Glob {
    /// Whether a text is what a pattern says, byte by byte.
    package static func matches(_ pattern: some Collection<UInt8>, _ text: some Collection<UInt8>) -> Bool {
        let (pattern, text) = (Array(pattern), Array(text))
        var (position, index) = (0, 0)
        var star: (position: Int, index: Int)?
        while index < text.count {
            if position < pattern.count, pattern[position] == UInt8(ascii: "*") {
                star = (position, index)
                position += 1
            } else if position < pattern.count, pattern[position] == text[index] {
                position += 1
                index += 1
            } else if let last = star {
                // The run behind the last star grows by one, and what follows is tried anew.
                position = last.position + 1
                index = last.index + 1
                star = (last.position, last.index + 1)
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
