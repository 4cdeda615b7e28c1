/// An answer whose content arrives in parts, as it is read.
package struct FetchStream: Sendable {
    /// The status code, interim ones left out.
    package let status: Int
    /// The fields in their order, a repeated one as often as it came.
    package let headers: [FetchField]
    /// The content; letting go of it ends the transfer.
    package let body: FetchBody

    /// The value of the first field of a name, compared without regard to case; nil when there is none.
    package subscript(name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
