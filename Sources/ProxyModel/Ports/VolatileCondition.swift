/// When a short-lived value may be written.
package enum VolatileCondition: Sendable, Equatable {
    case always
    /// Only if there is none.
    case absent
    /// Only if the value is exactly this one: a compare-and-set.
    case equals([UInt8])
}
