import Glibc

/// What marks the bytes of one request and its answer, so that they are known wherever they turn up.
enum Token {
    /// The one that belongs to nobody: no client may ever see it.
    static let foreign = 0
    /// Where content repeats it.
    private static let block = 512

    static func text(_ token: Int) -> String { "!\(token)!" }

    /// So many bytes of content, marked again and again.
    static func content(_ token: Int, _ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0x78, count: count)
        let mark = Array(text(token).utf8)
        // Whole marks only: a part of one and the start of the next content would read like another's.
        for start in stride(from: 0, to: count, by: block) where start + mark.count <= count {
            bytes.replaceSubrange(start..<(start + mark.count), with: mark)
        }
        return bytes
    }

    /// Every whole token in a run of bytes; its mark is one that a path may carry.
    static func all(in bytes: some Sequence<UInt8>) -> Set<Int> {
        var found: Set<Int> = []
        let bytes = Array(bytes)
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            var offset = 0
            while offset < buffer.count, let hit = unsafe memchr(base + offset, 0x21, buffer.count - offset) {
                offset = unsafe base.distance(to: UnsafeRawPointer(hit)) + 1
                var number: Int?
                while offset < buffer.count, case 0x30...0x39 = unsafe buffer[offset] {
                    unsafe number = (number ?? 0) * 10 + Int(buffer[offset] - 0x30)
                    offset += 1
                }
                if offset < buffer.count, unsafe buffer[offset] == 0x21, let number { found.insert(number) }
            }
        }
        return found
    }
}
