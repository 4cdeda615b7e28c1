/// A failure as two numbers, so that a session can keep it without growing.
extension TLSFailure {
    /// Which case, from 1 on.
    var kind: UInt8 {
        switch self {
        case .truncated: 1
        case .socket: 2
        case .alertReceived: 3
        case .refused: 4
        case .verification: 5
        case .openSSL: 6
        }
    }

    /// What the case carries.
    var code: UInt32 {
        switch self {
        case .truncated: 0
        case .socket(let number), .verification(let number): UInt32(bitPattern: number)
        case .alertReceived(let alert), .refused(let alert): UInt32(alert.rawValue)
        case .openSSL(let library, let reason): UInt32(truncatingIfNeeded: library) << 24 | UInt32(bitPattern: reason)
        }
    }

    /// The failure that has these numbers, or nil for kind 0.
    init?(kind: UInt8, code: UInt32) {
        switch kind {
        case 1: self = .truncated
        case 2: self = .socket(Int32(bitPattern: code))
        case 3: self = .alertReceived(TLSAlert(rawValue: UInt8(truncatingIfNeeded: code)))
        case 4: self = .refused(TLSAlert(rawValue: UInt8(truncatingIfNeeded: code)))
        case 5: self = .verification(Int32(bitPattern: code))
        case 6: self = .openSSL(library: Int32(code >> 24), reason: Int32(code & 0xFF_FFFF))
        default: return nil
        }
    }
}
