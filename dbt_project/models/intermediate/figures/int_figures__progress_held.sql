{{ coordinates_held(
    ref('int_figures__progress'), ref('int_figures__place_wider'), ref('int_figures__shape_pair'),
    family=['period', 'component_root'], spans=['budget_year']
) }}
