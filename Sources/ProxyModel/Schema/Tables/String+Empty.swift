extension String {
    /// The text, or nil for an empty one: `null` in JSON where a property is never nil.
    var nilIfEmpty: String? {
        get { isEmpty ? nil : self }
        set { self = newValue ?? "" }
    }
}
