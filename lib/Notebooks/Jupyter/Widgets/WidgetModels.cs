using System.Globalization;
using System.Text.Json.Nodes;

namespace Spikebook.Notebooks.Jupyter.Widgets;

/// <summary>
/// The names under which front ends keep their widget classes; those of ipywidgets 7, 8, or of 6, which Debian's notebook carries.
/// </summary>
sealed record WidgetModules(string Base, string Controls, string BaseVersion, string ControlsVersion)
{
    const string Variable = "SPIKEBOOK_WIDGETS";

    /// <summary>
    /// Whether this is the generation whose comm_open holds the state alone, which is told to display and whose lists choose by label.
    /// </summary>
    public bool IsOld => Base == "jupyter-js-widgets";

    /// <summary>The modules of a page that does not tell: ipywidgets 8, unless the environment asks for an older generation.</summary>
    public static WidgetModules Default { get; } =
        Of(int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out int asked) ? asked : 8);

    /// <summary>The modules of a generation of ipywidgets.</summary>
    public static WidgetModules Of(int generation) => generation switch
    {
        <= 6 => new("jupyter-js-widgets", "jupyter-js-widgets", "~2.1.4", "~2.1.4"),
        7 => new("@jupyter-widgets/base", "@jupyter-widgets/controls", "1.2.0", "1.5.0"),
        _ => new("@jupyter-widgets/base", "@jupyter-widgets/controls", "2.0.0", "2.0.0"),
    };
}

/// <summary>The states of widgets as front ends expect them in <c>comm_open</c>.</summary>
/// <param name="modules">Whose widgets.</param>
sealed class WidgetModels(WidgetModules modules)
{
    /// <summary>The version of the widgets' messages.</summary>
    public const string ProtocolVersion = "2.1.0";

    /// <summary>A reference to another widget inside a state.</summary>
    public static string Reference(string id) => "IPY_MODEL_" + id;

    public JsonObject Layout(string? grow = null)
    {
        var state = Model("Layout", modules.Base, modules.BaseVersion);
        if (grow is not null) state["flex"] = grow;
        return state;
    }

    public JsonObject Box(string layout, bool vertical, params IEnumerable<string> children)
    {
        var state = View(vertical ? "VBox" : "HBox", layout);
        state["children"] = new JsonArray([.. children.Select(c => (JsonNode)Reference(c))]);
        state["box_style"] = "";
        return state;
    }

    /// <summary>An area for any output, given as a notebook's cell has it.</summary>
    public JsonObject Area(string layout, JsonArray outputs)
    {
        var state = View("Output", layout);
        foreach (string part in new[] { "_model_module", "_view_module" })
        {
            state[part] = "@jupyter-widgets/output";
            state[part + "_version"] = "1.0.0";
        }
        state["msg_id"] = "";
        state["outputs"] = outputs;
        return state;
    }

    /// <summary>A widget that makes two others show the same value, without the kernel.</summary>
    public JsonObject Link(string source, string target)
    {
        var state = Model("Link", modules.Controls, modules.ControlsVersion);
        state["source"] = new JsonArray(Reference(source), "value");
        state["target"] = new JsonArray(Reference(target), "value");
        return state;
    }

    /// <summary>The state of a control, and the name of the entry that holds its value.</summary>
    public (JsonObject State, string Entry) Control(ControlDescription control, string layout)
    {
        var about = control.About;
        bool isRange = control.Kind.EndsWith("-range", StringComparison.Ordinal);
        var (model, entry) = control.Kind switch
        {
            "float-slider" => ("FloatSlider", "value"),
            "int-slider" => ("IntSlider", "value"),
            "play" => ("IntSlider", "value"),
            "float-range" => (modules.IsOld ? "FloatSlider" : "FloatRangeSlider", "value"),
            "int-range" => (modules.IsOld ? "IntSlider" : "IntRangeSlider", "value"),
            "dropdown" => ("Dropdown", "index"),
            "checkbox" => ("Checkbox", "value"),
            _ => throw new InvalidOperationException($"The control '{control.Name}' is of kind {control.Kind}, which is not known here."),
        };
        var state = View(model, layout);
        state["description"] = control.Name;
        state["disabled"] = false;
        state[entry] = Node("value");
        if (isRange && modules.IsOld) state["_range"] = true;
        if (control.Kind == "dropdown")
        {
            state["_options_labels"] = Node("options");
            if (modules.IsOld)
            {
                state.Remove("index");
                entry = "value";
                state["value"] = about.GetProperty("options")[about.GetProperty("value").GetInt32()].GetString();
            }
        }
        else if (control.Kind == "checkbox") state["indent"] = true;
        else
        {
            foreach (string name in new[] { "min", "max", "step" }) state[name] = Node(name);
            state["continuous_update"] = true;
            state["readout"] = true;
            state["readout_format"] = control.Kind.StartsWith("float", StringComparison.Ordinal) ? ".4~g" : "d";
            state["orientation"] = "horizontal";
        }
        return (state, entry);

        JsonNode? Node(string name) => JsonNode.Parse(about.GetProperty(name).GetRawText());
    }

    /// <summary>The button that runs a whole-number slider through its values.</summary>
    public JsonObject Play(ControlDescription control, string layout)
    {
        var state = View("Play", layout);
        foreach (string name in new[] { "min", "max", "step", "value" }) state[name] =
            JsonNode.Parse(control.About.GetProperty(name).GetRawText());
        state["interval"] = 200;
        return state;
    }

    JsonObject View(string name, string layout)
    {
        var state = Model(name, modules.Controls, modules.ControlsVersion);
        state["_view_name"] = name + "View";
        state["layout"] = Reference(layout);
        return state;
    }

    static JsonObject Model(string name, string module, string version) => new()
    {
        ["_model_module"] = module,
        ["_model_module_version"] = version,
        ["_model_name"] = name + "Model",
        ["_view_module"] = module,
        ["_view_module_version"] = version,
        ["_view_name"] = name == "Layout" ? "LayoutView" : null,
    };
}
