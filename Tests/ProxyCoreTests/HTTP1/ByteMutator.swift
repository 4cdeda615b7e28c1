/// Damages bytes the way attackers and broken peers do.
struct ByteMutator {
    var generator: SeededGenerator

    private static let spices: [[UInt8]] = [
        "\r\n", "\r", "\n", "\r\n\r\n", " ", "\t", ":", ",", ";", "0", "%00", "%2e", "/../", "\"", "\\", "\0", "\u{80}",
        "\u{ff}", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Host: x\r\n", "Connection: close\r\n",
        "HTTP/1.1", "HTTP/1.0", "http://h", "[::1]", "65536", "ffffffffffffffff", "chunked", "_", ".", "#", "@",
        "0\r\n",
    ].map { Octets($0).bytes }

    /// A copy of `seed` with one to four damages.
    mutating func mutate(_ seed: [UInt8]) -> [UInt8] {
        var bytes = seed
        for _ in 0...Int.random(in: 0..<4, using: &self.generator) { self.damage(&bytes) }
        return bytes
    }

    /// Places to cut `count` bytes into pieces.
    mutating func splits(_ count: Int) -> [Int] {
        (0..<Int.random(in: 0..<4, using: &self.generator)).map { _ in
            Int.random(in: 0...count, using: &self.generator)
        }
    }

    private mutating func damage(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &self.generator)
        switch Int.random(in: 0..<6, using: &self.generator) {
        case 0 where place < bytes.count:
            bytes[place] = UInt8.random(in: .min ... .max, using: &self.generator)
        case 1 where place < bytes.count:
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self.generator)
        case 2 where place < bytes.count:
            bytes.remove(at: place)
        case 3:
            let end = min(bytes.count, place + Int.random(in: 0..<12, using: &self.generator))
            bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
        case 4:
            bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0..<12, using: &self.generator)))
        default:
            bytes.insert(contentsOf: Self.spices.randomElement(using: &self.generator) ?? [], at: place)
        }
    }
}
