/// Writes into room that was reserved beforehand and checks nothing; for encoders that know the bound.
@unsafe
struct OutputCursor {
    private(set) var position: UnsafeMutablePointer<UInt8>

    @inline(__always)
    init(_ position: UnsafeMutablePointer<UInt8>) { unsafe self.position = position }

    @inline(__always)
    mutating func write(_ source: UnsafePointer<UInt8>, _ count: Int) {
        unsafe self.position.update(from: source, count: count)
        unsafe self.position += count
    }

    @inline(__always)
    mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        unsafe self.write(source, bytes.count)
    }

    @inline(__always)
    mutating func write(_ literal: StaticString) {
        unsafe self.write(literal.utf8Start, literal.utf8CodeUnitCount)
    }

    @inline(__always)
    mutating func write(byte: UInt8) {
        unsafe self.position[0] = byte
        unsafe self.position += 1
    }

    /// Writes at most twenty decimal digits.
    @inline(__always)
    mutating func write(decimal value: UInt64) {
        var count = 1
        var power: UInt64 = 10
        while count < 20, value >= power {
            count &+= 1
            power = power &* 10
        }
        var rest = value
        var index = count
        repeat {
            index &-= 1
            unsafe self.position[index] = UInt8(truncatingIfNeeded: rest % 10) &+ 0x30
            rest /= 10
        } while index > 0
        unsafe self.position += count
    }
}
