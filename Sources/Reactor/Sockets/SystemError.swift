internal import Glibc

/// A system call that failed.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The call, for example `bind`.
    package let call: String
    /// The `errno`.
    package let code: Int32

    /// Makes an error from a call's name and `errno`.
    package init(_ call: String, _ code: Int32) {
        self.call = call
        self.code = code
    }

    package var description: String {
        guard let text = unsafe strerror(code) else { return "\(call): error \(code)" }
        return unsafe "\(call): \(String(cString: text))"
    }
}
