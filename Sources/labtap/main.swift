print("labtap")
