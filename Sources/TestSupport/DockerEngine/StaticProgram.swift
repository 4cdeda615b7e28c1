internal import Glibc

/// Tells programs that need nothing else from those that need a loader.
enum StaticProgram {
    /// Whether a file is a 64-bit little-endian ELF program without an interpreter (`PT_INTERP`).
    static func isStatic(_ path: String) -> Bool {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        let head = unsafe [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, filled in
            filled = unsafe max(0, read(file, buffer.baseAddress, buffer.count))
        }
        guard head.count >= 64, head.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else { return false }
        let number: (Int, Int) -> Int = { offset, width in
            head[offset..<offset + width].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        // The table of segments follows the header in every program that linkers make.
        let start = number(32, 4)
        let size = number(54, 2)
        let end = start + size * number(56, 2)
        guard size >= 4, end <= head.count else { return false }
        return stride(from: start, to: end, by: size).allSatisfy { number($0, 4) != 3 }
    }
}
