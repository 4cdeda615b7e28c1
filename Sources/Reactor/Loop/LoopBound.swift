/// A value of a reactor's thread in the hands of other threads, which may only carry it back there.
///
/// INVARIANT: `value` is read inside jobs posted to the mailbox of the reactor that owns it, and nowhere else.
package struct LoopBound<Value>: @unchecked Sendable {
    private let guarded: Value

    /// Wraps a value on its reactor's thread.
    package init(_ value: Value) { guarded = value }

    /// The value; only on its reactor's thread.
    package var value: Value { guarded }
}
