/// The final answer to a request, redirects and interim answers left out.
package struct FetchResponse: Sendable {
    /// The status code of the last response, interim ones left out.
    package let status: Int
    /// Its fields in their order, a repeated one as often as it came.
    package let headers: [FetchField]
    /// The content, without its transfer coding.
    package let body: [UInt8]

    /// The value of the first field of a name, compared without regard to case; nil when there is none.
    package subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
