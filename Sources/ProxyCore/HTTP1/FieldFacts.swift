/// What a field section says about framing and the connection, gathered while its lines are scanned.
///
/// Line numbers are those of the first line of a name, or -1.
struct FieldFacts {
    var host = -1
    var contentLength = -1
    var transferEncoding = -1
    var connection = -1
    var upgrade = -1
    var expect = -1
    var te = -1
    var repeated = Repeated()

    /// Names that may stand once only and stood more often.
    struct Repeated: OptionSet {
        let rawValue: UInt8
        static var host: Repeated { Repeated(rawValue: 1) }
        static var contentLength: Repeated { Repeated(rawValue: 2) }
        static var transferEncoding: Repeated { Repeated(rawValue: 4) }
        static var upgrade: Repeated { Repeated(rawValue: 8) }
        static var expect: Repeated { Repeated(rawValue: 16) }
    }

    /// Takes note of a line that is not ordinary; returns the flags of the line.
    @inline(__always)
    mutating func note(_ name: FieldName, line: Int) -> FieldLine.Flags {
        switch name {
        case .host:
            if self.host >= 0 { self.repeated.insert(.host) } else { self.host = line }
        case .contentLength:
            if self.contentLength >= 0 { self.repeated.insert(.contentLength) } else { self.contentLength = line }
            return .removed
        case .transferEncoding:
            if self.transferEncoding >= 0 {
                self.repeated.insert(.transferEncoding)
            } else {
                self.transferEncoding = line
            }
        case .connection:
            if self.connection < 0 { self.connection = line }
        case .upgrade:
            if self.upgrade >= 0 { self.repeated.insert(.upgrade) } else { self.upgrade = line }
        case .expect:
            if self.expect >= 0 { self.repeated.insert(.expect) } else { self.expect = line }
        case .te:
            if self.te < 0 { self.te = line }
        default:
            break
        }
        return name.isHopByHop ? .removed : []
    }
}
