/// Why a store did not do what it was asked.
package enum StoreFailure: Error, Equatable {
    /// The store cannot be reached, or did not answer in time; the text is for the log and the operator.
    case unavailable(String)
    /// Another change was committed first.
    case revisionMismatch(current: Revision)
    /// The change stream does not reach back far enough.
    case gap(current: Revision)
    /// A value in the store cannot be understood.
    case corrupt(String)
}
