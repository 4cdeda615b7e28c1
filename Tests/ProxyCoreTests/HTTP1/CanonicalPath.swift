import ProxyCore

/// What the normaliser made of a path; nil when it refused.
struct CanonicalPath {
    var bytes: [UInt8]

    init?(_ path: [UInt8]) {
        let normalized: [UInt8]? = unsafe Octets(path).withExactCopy { source, count in
            let target = UnsafeMutablePointer<UInt8>.allocate(capacity: max(count, 1))
            defer { unsafe target.deallocate() }
            do throws(HTTP1Rejection) {
                let result = try unsafe PathNormalizer.normalize(source, count, into: target)
                return unsafe Array(UnsafeBufferPointer(start: target, count: result.count))
            } catch {
                return nil
            }
        }
        guard let normalized else { return nil }
        self.bytes = normalized
    }
}

extension RequestHead {
    /// Whether every range lies inside the block.
    var isSound: Bool {
        let ranges = [
            self.methodToken, self.receivedTarget, self.target, self.path, self.query, self.host, self.upgrade,
        ]
        return self.block.isSound && ranges.allSatisfy { $0.end <= self.block.byteCount }
    }
}

extension HeaderBlock {
    /// Whether every line lies inside the bytes and holds neither CR, LF nor NUL.
    var isSound: Bool {
        (0..<self.lineCount).allSatisfy { index in
            let line = self.line(index)
            guard line.nameRange.end <= self.byteCount, line.valueRange.end <= self.byteCount else { return false }
            return unsafe !self.value(index).contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D }
                && !self.name(index).contains { $0 <= 0x20 || $0 >= 0x7F || $0 == 0x3A }
        }
    }
}
