extension TarEntry {
    /// The blocks before the content: a `ustar` header (POSIX.1-2001), behind a `pax` one where a value does not fit.
    package var header: [UInt8] {
        var extensions: [UInt8] = []
        if path.utf8.count > 100 { extensions += Self.record("path", path) }
        if case .link(let target) = kind, target.utf8.count > 100 { extensions += Self.record("linkpath", target) }
        if case .file(let bytes) = kind, bytes > Self.largestSize { extensions += Self.record("size", String(bytes)) }
        guard !extensions.isEmpty else { return block }
        let before = TarEntry(path: "pax", kind: .file(bytes: UInt64(extensions.count)))
        return before.block(type: UInt8(ascii: "x")) + extensions
            + [UInt8](repeating: 0, count: Self.padding(UInt64(extensions.count))) + block
    }

    /// How many zeros follow a content, up to the end of its last block.
    package static func padding(_ bytes: UInt64) -> Int { Int((512 - bytes % 512) % 512) }

    /// What stands at the end of an archive.
    package static let endOfArchive = [UInt8](repeating: 0, count: 1_024)

    /// Eleven octal digits.
    private static let largestSize: UInt64 = 0o77777777777

    private var block: [UInt8] {
        switch kind {
        case .file: block(type: UInt8(ascii: "0"))
        case .folder: block(type: UInt8(ascii: "5"))
        case .link: block(type: UInt8(ascii: "2"))
        }
    }

    private func block(type: UInt8) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: some Sequence<UInt8>, at offset: Int, _ width: Int) {
            for (index, byte) in bytes.prefix(width).enumerated() { block[offset + index] = byte }
        }
        func put(_ number: UInt64, at offset: Int, digits: Int) {
            let text = String(number, radix: 8)
            put((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8, at: offset, digits)
        }
        put(path.utf8, at: 0, 100)
        put(UInt64(mode), at: 100, digits: 7)
        put(0, at: 108, digits: 7)
        put(0, at: 116, digits: 7)
        if case .file(let bytes) = kind {
            put(min(bytes, Self.largestSize), at: 124, digits: 11)
        } else {
            put(0, at: 124, digits: 11)
        }
        put(min(UInt64(modified), Self.largestSize), at: 136, digits: 11)
        put(repeatElement(0x20, count: 8), at: 148, 8)
        block[156] = type
        if case .link(let target) = kind { put(target.utf8, at: 157, 100) }
        put("ustar\u{0}00".utf8, at: 257, 8)
        // The sum is taken with spaces in its own place.
        put(block.reduce(UInt64(0)) { $0 + UInt64($1) }, at: 148, digits: 6)
        block[154] = 0
        return block
    }

    /// `length name=value` and a newline, where the length counts itself.
    private static func record(_ name: String, _ value: String) -> [UInt8] {
        let rest = name.utf8.count + value.utf8.count + 3
        var length = rest + String(rest).utf8.count
        if String(length).utf8.count > String(rest).utf8.count { length = rest + String(length).utf8.count }
        return Array("\(length) \(name)=\(value)\n".utf8)
    }
}
