/// The lease on an issuance is over, and another node works on it: nothing more may be written.
package struct LeaseLost: Error, Equatable {
    /// Makes the error.
    package init() {}
}
