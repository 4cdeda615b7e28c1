/// An object that a `ByteTable` finds by its bytes.
protocol ByteKeyed: AnyObject {
    /// Never changes while the object is in a table.
    var key: [UInt8] { get }
}
