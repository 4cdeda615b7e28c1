/// Something that keeps a client from signing in, or may.
package struct DoctorProblem: Sendable, Equatable {
    /// What is wrong, with the address and the value that show it.
    package let reason: String
    /// What to do about it.
    package let remedy: String

    init(_ reason: String, remedy: String) {
        self.reason = reason
        self.remedy = remedy
    }
}
