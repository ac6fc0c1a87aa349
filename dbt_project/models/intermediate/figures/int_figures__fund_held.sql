{{ coordinates_held(
    ref('int_figures__fund_coordinates'), ref('int_figures__place_wider'), ref('int_figures__shape_pair'),
    family=['period', 'measure_root', 'component_root'], spans=['budget_year', 'exec_year']
) }}
