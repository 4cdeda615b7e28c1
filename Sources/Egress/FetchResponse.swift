/// The final answer to a request, redirects and interim answers left out.
package struct FetchResponse: Sendable {
    package let status: Int
    package let headers: [FetchField]
    package let body: [UInt8]

    /// The value of the first field of a name, compared without regard to case; nil when there is none.
    package subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
